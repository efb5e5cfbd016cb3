-- What agencies write of strengths, difficulties and proposals.
CREATE VIEW mart.assessment AS
SELECT r.period_key, r.agency_id, r.agency_name, t.topic, t.content, r.return_id, t.excel_row
FROM mart.return_in_force r
JOIN landing.assessment_corrected t ON t.return_id = r.return_id;
COMMENT ON VIEW mart.assessment IS 'Strengths, difficulties and proposals, as agencies word them';
COMMENT ON COLUMN mart.assessment.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN mart.assessment.agency_id IS 'Who writes; source: registry.return';
COMMENT ON COLUMN mart.assessment.agency_name IS 'Full name at the cut-off day; source: ref.agency';
COMMENT ON COLUMN mart.assessment.topic IS 'Topic; source: landing.assessment.topic';
COMMENT ON COLUMN mart.assessment.content IS 'The text; source: landing.assessment.content';
COMMENT ON COLUMN mart.assessment.return_id IS 'The return it stands in; source: registry.return';
COMMENT ON COLUMN mart.assessment.excel_row IS 'Number of the row, see mart.cell_source; source: landing.assessment';
