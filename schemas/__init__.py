"""The shared language: strict records, code lists with validity dates, identifiers and issues."""
