import CommandLineInterface
import Foundation

@main
enum Main {
    static func main() async {
        CrashReports.switchOff()
        exit(await CommandLineTool.run(.process()))
    }
}
