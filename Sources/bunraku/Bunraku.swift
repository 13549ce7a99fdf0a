import ArgumentParser
import Commands

@main
struct Bunraku {
    static func main() async {
        await BunrakuCommand.main()
    }
}
