/// Makes a name from a file or a service safe to print on a terminal: control characters, line breaks, invisible and
/// direction-changing characters appear as escapes (`\u{1B}`).
package func escapedForTerminal(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafeToPrint) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if isUnsafeToPrint(scalar) {
            result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

private func isUnsafeToPrint(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
}
