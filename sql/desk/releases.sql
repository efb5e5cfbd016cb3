-- Reports as drafted, refused or published, newest first, each with the paths of its newest files;
-- one of them, or all.
SELECT r.id, r.period_key, r.number, r.title, r.state, r.drafted_at, r.decided_at, r.decided_by,
       r.reason, s.id AS successor_id, left(c.sha256, 12) AS mark,
       (SELECT count(*) FROM release.release_return t WHERE t.release_id = r.id) AS return_count,
       (SELECT count(*) FROM release.release_figure f WHERE f.release_id = r.id) AS figure_count,
       ARRAY(
           SELECT DISTINCT ON (f.edition) f.path FROM release.release_file f
           WHERE f.release_id = r.id ORDER BY f.edition, f.id DESC
       ) AS paths
FROM release.release r
LEFT JOIN release.release s ON s.predecessor_id = r.id
LEFT JOIN release.content c ON c.release_id = r.id
WHERE CAST(:release_id AS numeric) IS NULL OR r.id = :release_id
ORDER BY r.id DESC
LIMIT 100
