type N::Refd = TypeSet[{pcore_version => '1.0.0', version => '1.0.0', references => {Z => {name => 'N::Base', version_range => '1.x'}}, types => {Z => Integer}}]
