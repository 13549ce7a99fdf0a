type N::E9 = TypeSet[{pcore_version => '1.0.0', version => '1.0.0', references => {R => {name => 'N::Base'}}}]
