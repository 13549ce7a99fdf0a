function environment::a_hash(Hash $options, Puppet::LookupContext $context) {
  $context.explain || { 'reading a hash' }
  $data = { 'hashed' => { 'list' => [1, 2] }, 'both' => ['hash'], 'refers' => "%{lookup('alpha')}" }
  $data
}
