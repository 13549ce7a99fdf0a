function m::scoped() { "${role} ${m::params::port}" }
