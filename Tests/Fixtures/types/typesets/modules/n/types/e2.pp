type N::E2 = TypeSet[{pcore_version => '1.0.0', version => 'x', types => {B => Integer}}]
