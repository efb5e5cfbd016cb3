-- How often what is known of a workbook's returns has changed since it was judged first.
SELECT count(*) FROM registry.return r
JOIN registry.judgement j ON j.return_id = r.id AND j.cause <> 'received'
WHERE r.submission_id = :submission_id AND (
    EXISTS (SELECT FROM registry.finding_lifted l WHERE l.judgement_id = j.id)
    OR EXISTS (SELECT FROM registry.finding f WHERE f.return_id = r.id AND f.judgement_id = j.id))
