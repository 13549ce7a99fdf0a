function environment::one_key(String $key, Hash $options, Puppet::LookupContext $context) {
  if $key == $options['known'] {
    $context.explain || { "one_key knows ${key}" }
    'from one_key'
  } elsif $key == 'interpolated' {
    $context.interpolate('cluster %{facts.clustername}')
  } else {
    $context.explain || { "one_key does not know ${key}" }
    $context.not_found()
  }
}
