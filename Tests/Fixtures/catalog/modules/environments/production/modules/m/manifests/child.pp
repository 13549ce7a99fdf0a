class m::child ($port = $m::params::port, $n = $name2) inherits m::params { notify { "child ${port} ${n} ${name2}": } }
