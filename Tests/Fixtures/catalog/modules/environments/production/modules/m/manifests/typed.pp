class m::typed (M::Port $port) { }
