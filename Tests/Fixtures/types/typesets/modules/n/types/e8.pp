type N::E8 = TypeSet[{pcore_version => '1.0.0', version => '1.0.0', types => {B => A, A => B}}]
