-- The files that the warehouse names: each received workbook lies in the vault under its hash, but
-- for those that were destroyed because of a marking of secrecy. A warehouse that is backed up before
-- it is upgraded may not know of any.
SELECT DISTINCT s.sha256 FROM registry.submission s
WHERE CAST(to_jsonb(s) ->> 'is_secret' AS boolean) IS NOT TRUE
ORDER BY s.sha256
