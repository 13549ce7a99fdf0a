function m::rec(Integer $n) { if $n > 0 { [$n] + m::rec($n - 1) } else { [] } }
