"""Opening what publishers and companies hand us: bytes, tables, XML, spreadsheets; and writing safely."""
