import Diagnostics
import OrderedCollections
import PuppetTypes

extension Interruption {
    /// The same complaint with every secret among the values taken out of its words.
    func hidingSecrets(of values: [Value]) -> Interruption {
        var texts: Set<String> = []
        for value in values { value.collectSecretTexts(into: &texts, isSecret: false) }
        func hidden(_ message: String) -> String {
            texts.reduce(message) { message, text in
                message.contains(text) ? message.replacing(text, with: BuiltinFunctions.redacted) : message
            }
        }
        switch self {
        case .failure(let message, let notes): return .failure(hidden(message), notes: notes)
        case .error(var error):
            error.diagnostic.message = .init(hidden(error.diagnostic.message.text))
            return .error(error)
        case .unevaluatedParameter, .next, .returned, .broken, .notFound: return self
        }
    }
}

extension Value {
    /// Texts as short as those say nothing, and would be found in any message.
    private static let shortest = 4

    fileprivate func collectSecretTexts(into texts: inout Set<String>, isSecret: Bool) {
        switch self {
        case .secret(let text): Self.collect(text, into: &texts)
        case .string(let text): if isSecret { Self.collect(text, into: &texts) }
        case .sensitive(let inner): inner.collectSecretTexts(into: &texts, isSecret: true)
        case .array(let elements):
            for element in elements { element.collectSecretTexts(into: &texts, isSecret: isSecret) }
        case .hash(let entries):
            for (key, value) in entries {
                key.collectSecretTexts(into: &texts, isSecret: isSecret)
                value.collectSecretTexts(into: &texts, isSecret: isSecret)
            }
        default: break
        }
    }

    /// The text as it is, as Ruby shows it, and as names of classes are folded.
    private static func collect(_ text: String, into texts: inout Set<String>) {
        guard text.count >= shortest else { return }
        texts.formUnion([text, String(RubyText.inspect(text).dropFirst().dropLast()), text.lowercased()])
    }
}
