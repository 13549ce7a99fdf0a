class m::params { $port = 80 $name2 = "p ${facts['role']}" }
