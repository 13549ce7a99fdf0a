function m::double(Numeric $x) >> Numeric { $x * 2 }
