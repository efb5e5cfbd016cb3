-- The files that the warehouse names: each received workbook lies in the vault under its hash.
SELECT sha256 FROM registry.submission ORDER BY sha256
