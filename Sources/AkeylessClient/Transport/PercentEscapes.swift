extension String {
    /// The text with its percent escapes undone; escapes that are none stay as they are.
    package var removingPercentEscapes: String {
        var output: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                output.append(value)
                rest = rest.dropFirst(2)
            } else {
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The text with everything escaped but letters, digits and `-._~`, as RFC 3986 wants values and AWS signatures.
    package var percentEscaped: String {
        var output = ""
        for byte in utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                || "-._~".unicodeScalars.contains(scalar)
            {
                output.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                output += digits.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return output
    }
}
