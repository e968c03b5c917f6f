"""The national exchange specification (XML, trial edition 1.0 of May 2020): reads and writes its eight documents."""
