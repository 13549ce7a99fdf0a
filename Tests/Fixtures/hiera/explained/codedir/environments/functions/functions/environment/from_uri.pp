function environment::from_uri(String $key, Hash $options, Puppet::LookupContext $context) {
  if $key == 'uri_key' and $options['uri'] =~ /common/ { "by ${options['uri']}" }
  elsif $key == 'both' { [$options['uri']] }
  else { $context.not_found() }
}
