function shop::data(Hash $options, Puppet::LookupContext $context) {
  { 'shop::size' => 3 }
}
