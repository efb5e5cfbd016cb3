-- Those among contents that the registry names.
SELECT DISTINCT sha256 FROM registry.submission WHERE sha256 = ANY (CAST(:sha256 AS text[]))
