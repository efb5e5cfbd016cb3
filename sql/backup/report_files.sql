-- The editions of each report as they lie in the folder of reports: of a draft made again, the last.
SELECT path, sha256
FROM (
    SELECT DISTINCT ON (release_id, edition) path, sha256
    FROM release.release_file ORDER BY release_id, edition, id DESC
) newest
ORDER BY path
