type M::Pair = Tuple[M::Port, Variant[String, M::Pair]]
