type N::Refa = TypeSet[{pcore_version => '1.0.0', version => '1.0.0', references => {Bs => {name => 'N::Base', version_range => '1.x'}}, types => {Z => Array[Bs::B], Y => Bs::O, W => Z}}]
