define k8s::secret ($ensure = present, $labels = {}, $annotations = {}, $data = undef, $stringData = undef, $spec = undef) { }
