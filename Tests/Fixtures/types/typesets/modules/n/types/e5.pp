type N::E5 = TypeSet[{pcore_version => '1.0.0', version => '1.0.0', foo => 1, types => {B => Integer}}]
