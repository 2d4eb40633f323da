// AkeylessWire
