type N::Rec = TypeSet[{pcore_version => '1.0.0', version => '1.0.0', types => {T => Variant[Integer, Array[T]], U => Hash[String, T]}}]
