class m::secret (Sensitive[String] $pass) { notify { 'p': message => $pass } notify { 'e': message => epp('m/secret.epp', { 'pass' => $pass }) } }
