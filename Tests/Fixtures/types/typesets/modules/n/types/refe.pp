type N::Refe = TypeSet[{pcore_version => '1.0.0', version => '1.0.0', references => {Z => {name => 'N::Base', version_range => '1.x'}, Y => {name => 'N::Base', version_range => '1.2.x'}}}]
