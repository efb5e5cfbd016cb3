-- The rule books by which returns were judged last, each once; empty for those before they were kept.
SELECT DISTINCT last.rule_book
FROM unnest(CAST(:ids AS bigint[])) AS id
CROSS JOIN LATERAL (
    SELECT j.rule_book FROM registry.judgement j WHERE j.return_id = id ORDER BY j.id DESC LIMIT 1
) last
WHERE last.rule_book <> ''
ORDER BY last.rule_book
