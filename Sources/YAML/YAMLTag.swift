/// The long forms of the tags that YAML 1.1 defines.
enum YAMLTag {
    static let binary = "tag:yaml.org,2002:binary"
    static let boolean = "tag:yaml.org,2002:bool"
    static let float = "tag:yaml.org,2002:float"
    static let integer = "tag:yaml.org,2002:int"
    static let merge = "tag:yaml.org,2002:merge"
    static let null = "tag:yaml.org,2002:null"
    static let string = "tag:yaml.org,2002:str"
}
