-- Fills an empty, migrated warehouse with as many returns as `bench.returns` says, ten findings
-- each on average, through the real tables with all their checks, indexes and triggers.
-- The returns of 2020 and of the year 2019 come first and get the same numbers in every size, so
-- that their pages are the same pages; everything else is what has piled up around them. With
-- `bench.once` every return has one version, and that is in force.
-- Needs the temporary table workbook(period_key, agency_id, sha256, file_name, size_bytes): real
-- files for the newest versions.
CREATE FUNCTION pg_temp.draw(text, integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashtextextended($1, 7161) % $2) + $2) % $2;

CREATE TEMP TABLE plan ON COMMIT DROP AS
WITH owed AS (  -- what all owe for a year and its quarters, as it is in 2020
    SELECT agency_id, form_id, substr(period_key, 5) AS part
    FROM registry.obligation_due WHERE period_key ~ '^2020(-Q[1-4])?$'
), key AS (
    SELECT o.agency_id, o.form_id, year || o.part AS period_key,
           CASE WHEN year = 2020 THEN 0 WHEN year || o.part = '2019' THEN 1 ELSE 2 END AS place
    FROM owed o CROSS JOIN generate_series(1990, 2100) AS year
), version AS (
    SELECT k.*, v AS version, v = count AS is_newest
    FROM key k
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN k.place = 1 OR current_setting('bench.once')::boolean THEN 1
            WHEN k.place = 0 THEN 1 + pg_temp.draw(agency_id || period_key, 11)
            ELSE 1 + pg_temp.draw(agency_id || period_key, 13)
        END
    ) AS c (count)
    CROSS JOIN LATERAL generate_series(1, c.count) AS v
)
SELECT *, (row_number() OVER w)::integer AS return_id,
       dense_rank() OVER (ORDER BY place, period_key, version, agency_id) AS submission_id,
       CASE
           WHEN place = 1 OR current_setting('bench.once')::boolean THEN 'accepted'
           WHEN NOT is_newest AND pg_temp.draw(agency_id || form_id || period_key || version, 2) = 0
               THEN 'superseded'
           WHEN NOT is_newest THEN 'rejected'
           WHEN pg_temp.draw(agency_id || form_id || period_key, 100) < 70 THEN 'accepted'
           WHEN pg_temp.draw(agency_id || form_id || period_key, 100) < 85 THEN 'needs_confirmation'
           ELSE 'rejected'
       END AS state,
       timestamptz '2020-12-15 08:00+07' + version * interval '3 days' AS at
FROM version
WINDOW w AS (ORDER BY place, period_key, version, agency_id, form_id)
ORDER BY return_id
LIMIT current_setting('bench.returns')::integer;

INSERT INTO registry.submission (id, sha256, file_name, channel, received_at, size_bytes, kind,
                                 agency_id, period_key, state)
OVERRIDING SYSTEM VALUE
SELECT DISTINCT ON (p.submission_id) p.submission_id,
       coalesce(w.sha256, encode(sha256(('bench ' || p.submission_id)::bytea), 'hex')),
       coalesce(w.file_name, format('BDT_%s_%s_lan-%s.xlsx', p.agency_id, p.period_key, version)),
       CASE WHEN p.submission_id % 3 = 0 THEN 'inbox' ELSE 'upload' END,
       p.at, coalesce(w.size_bytes, 60000), 'xlsx', p.agency_id, p.period_key, 'judged'
FROM plan p
LEFT JOIN workbook w ON p.is_newest AND w.agency_id = p.agency_id AND w.period_key = p.period_key
ORDER BY p.submission_id;

INSERT INTO registry.submission_event (submission_id, at, kind)
SELECT id, received_at, step
FROM registry.submission CROSS JOIN unnest(ARRAY['received', 'read', 'judged']) AS step;

INSERT INTO registry.upload (submission_id, agency_id, period_key, file_name, actor, at)
SELECT id, agency_id, period_key, file_name, 'lien-ket:' || agency_id, received_at
FROM registry.submission WHERE channel = 'upload';

INSERT INTO registry.return (id, submission_id, agency_id, form_id, period_key, version, sheet,
                             letters, data_note, edition)
OVERRIDING SYSTEM VALUE
SELECT p.return_id, p.submission_id, p.agency_id, p.form_id, p.period_key, p.version, f.sheet,
       c.letters, '', f.edition
FROM plan p
JOIN ref.form f ON f.id = p.form_id
JOIN (SELECT form_id, jsonb_object_agg(name, chr(64 + position)) AS letters
      FROM ref.form_column GROUP BY form_id) c USING (form_id)
ORDER BY p.return_id;

-- What is superseded ends once it is loaded (desk_fill_landing.sql), as on any other day.
INSERT INTO registry.return_event (return_id, at, state)
SELECT p.return_id, p.at + step.place * interval '20 seconds', step.state
FROM plan p
CROSS JOIN LATERAL (VALUES
    (0, 'received'), (1, CASE p.state WHEN 'superseded' THEN 'accepted' ELSE p.state END)
) AS step (place, state)
ORDER BY p.return_id, step.place;

-- One to nineteen findings a return; two neighbours have twenty together.
INSERT INTO registry.finding (submission_id, return_id, rule_id, severity, rung, form_id, sheet,
                              column_name, cells, row_key, row_label, value, expected, difference,
                              message)
SELECT p.submission_id, p.return_id, r.rules[1 + n % cardinality(r.rules)],
       CASE p.state
           WHEN 'rejected' THEN CASE WHEN n % 3 = 0 THEN 'warning' ELSE 'critical' END
           WHEN 'needs_confirmation' THEN CASE WHEN n % 2 = 1 THEN 'warning' ELSE 'info' END
           ELSE CASE WHEN n % 5 = 0 THEN 'warning' ELSE 'info' END
       END,
       3, p.form_id, f.sheet, c.names[1 + n % cardinality(c.names)],
       jsonb_build_array(jsonb_build_object(
           'sheet', f.sheet, 'letter', chr(65 + n % cardinality(c.names)), 'row', 10 + n)),
       'dòng|' || n, 'Dòng ' || n, (600 + n)::text, 'không quá 500', (100 + n)::text,
       format('Giá trị %s lớn hơn mức 500 đã giao trong kỳ. Kiểm tra lại số liệu ở dòng %s; '
              'nếu đúng thì ghi lý do. Ví dụ: bổ sung vốn giữa năm.', 600 + n, 10 + n)
FROM plan p
CROSS JOIN LATERAL generate_series(
    1, 10 + CASE WHEN p.return_id % 2 = 0 THEN 1 ELSE -1 END * ((p.return_id + 1) / 2 % 10)
) AS n
JOIN ref.form f ON f.id = p.form_id
JOIN (SELECT form_id, array_agg(id ORDER BY id) AS rules FROM ref.rule GROUP BY form_id) r
  ON r.form_id = p.form_id
JOIN (SELECT form_id, array_agg(name ORDER BY position) AS names FROM ref.form_column
      GROUP BY form_id) c ON c.form_id = p.form_id
ORDER BY p.return_id, n;

-- Accepted returns have a reason for each warning; of those that wait, every second one has.
INSERT INTO registry.confirmation (return_id, rule_id, column_name, row_key, reason, actor, at)
SELECT f.return_id, f.rule_id, f.column_name, f.row_key, 'Được giao bổ sung vốn giữa năm.',
       'lien-ket:' || p.agency_id, p.at + interval '1 hour'
FROM registry.finding f JOIN plan p USING (return_id)
WHERE f.severity = 'warning' AND p.state <> 'rejected'
  AND (p.state <> 'needs_confirmation' OR f.id % 2 = 0);

INSERT INTO registry.confirmation_event (confirmation_id, decision, actor, at)
SELECT c.id, 'accepted', 'can-bo-1', c.at + interval '1 hour'
FROM registry.confirmation c JOIN plan p USING (return_id)
WHERE p.state <> 'needs_confirmation';

INSERT INTO registry.correction (return_id, excel_row, column_name, original_value,
                                 corrected_value, reason, actor)
SELECT p.return_id, 12, c.name, 'a', 'b', 'Đính chính theo văn bản của đơn vị.', 'can-bo-1'
FROM plan p JOIN ref.form_column c ON c.form_id = p.form_id AND c.position = 2
WHERE p.state = 'accepted' AND p.return_id % 50 = 0;

INSERT INTO registry.waiver (rule_id, agency_id, form_id, period_key, authority, reason,
                             valid_until, actor)
SELECT r.id, p.agency_id, p.form_id, p.period_key, 'Trưởng Ban Dân tộc', 'Theo thông báo mẫu.',
       current_date + 30, 'can-bo-2'
FROM plan p JOIN ref.rule r USING (form_id)
WHERE p.return_id % 500 = 1 AND r.id = (SELECT min(id) FROM ref.rule WHERE form_id = p.form_id);

SELECT setval(pg_get_serial_sequence('registry.submission', 'id'), max(id))
FROM registry.submission;
SELECT setval(pg_get_serial_sequence('registry.return', 'id'), max(id)) FROM registry.return;
