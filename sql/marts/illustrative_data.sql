-- Returns in force whose cover carries a note on its data, such as that they are illustrative.
CREATE VIEW mart.illustrative_data AS
SELECT n.period_key, n.data_note, count(*)::integer AS return_count,
    count(DISTINCT n.agency_id)::integer AS agency_count,
    array_agg(DISTINCT n.form_id ORDER BY n.form_id) AS form_ids,
    (SELECT count(*) FROM mart.return_in_force a
     WHERE a.period_key = n.period_key)::integer AS of_return_count
FROM mart.return_in_force n
WHERE n.data_note <> ''
GROUP BY n.period_key, n.data_note;
COMMENT ON VIEW mart.illustrative_data IS 'Returns in force whose cover carries a note on its data';
COMMENT ON COLUMN mart.illustrative_data.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN mart.illustrative_data.data_note IS 'The note; source: registry.return';
COMMENT ON COLUMN mart.illustrative_data.return_count IS 'Returns with this note; source: registry.return';
COMMENT ON COLUMN mart.illustrative_data.agency_count IS 'Agencies that sent them; source: registry.return';
COMMENT ON COLUMN mart.illustrative_data.form_ids IS 'Forms concerned; source: registry.return';
COMMENT ON COLUMN mart.illustrative_data.of_return_count IS 'All returns in force of the period; source: registry.return';
