type N::Base = TypeSet[{pcore_version => '1.0.0', version => '1.2.0', types => {B => Enum[a,b], O => {attributes => {x => Integer}}}}]
