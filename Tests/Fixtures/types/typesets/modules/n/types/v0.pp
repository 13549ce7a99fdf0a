type N::V0 = TypeSet[{pcore_version => '1.0.0', types => {B => Integer}}]
