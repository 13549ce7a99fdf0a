import Diagnostics
import Hiera
import PuppetEvaluator
import PuppetTypes

/// The parsers of Hiera, for functions that read data.
struct SnapshotFormats: DataFormats {
    func yaml(_ text: String) throws(DataFormatError) -> Value {
        do throws(HieraError) {
            return try DataText.yaml(text)
        } catch {
            throw DataFormatError(error.diagnostic.place.map { "\(error.message) at line \($0.line)" } ?? error.message)
        }
    }

    func hocon(_ text: String) throws(DataFormatError) -> Value {
        do throws(HieraError) {
            return try DataText.hocon(text)
        } catch {
            throw DataFormatError(error.message)
        }
    }
}
