type N::Refc = TypeSet[{pcore_version => '1.0.0', version => '1.0.0', references => {Bs => {name => 'N::Nowhere', version_range => '2.x'}}, types => {Z => Array[Bs::B]}}]
