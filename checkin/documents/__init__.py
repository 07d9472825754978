"""The printing press: one HTML/CSS template and frozen data in, PDF out; knows no event or badge."""
