"""Papers of U盘报送: the office's card, the receipt for the signature book, the sheet of the key for the safe."""
