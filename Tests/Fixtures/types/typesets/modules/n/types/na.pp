type N::Na = TypeSet[{pcore_version => '1.0.0', version => '1.0.0', name_authority => 'http://example.com/x', types => {T => Integer}}]
