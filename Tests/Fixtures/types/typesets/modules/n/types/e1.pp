type N::E1 = TypeSet[{pcore_version => '9.0.0', version => '1.0.0', types => {B => Integer}}]
