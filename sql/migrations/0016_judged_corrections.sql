-- Corrections are judged: what one brings is kept with the proposer's reasons, and a return is judged
-- anew when one is approved.
ALTER TABLE registry.judgement DROP CONSTRAINT judgement_cause_check;
ALTER TABLE registry.judgement ADD CONSTRAINT judgement_cause_check CHECK (cause IN (
    'received', 'counterpart_gone', 'rules_changed', 'corrected'));
COMMENT ON COLUMN registry.judgement.cause IS 'received, counterpart_gone, rules_changed or corrected; source: the pipeline';

CREATE TABLE registry.correction_finding (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    correction_id bigint NOT NULL REFERENCES registry.correction,
    rule_id text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('warning', 'info')),
    column_name text NOT NULL DEFAULT '',
    row_key text NOT NULL DEFAULT '',
    value text NOT NULL DEFAULT '',
    expected text NOT NULL DEFAULT '',
    message text NOT NULL,
    reason text NOT NULL DEFAULT '',
    CHECK (severity <> 'warning' OR btrim(reason) <> '')
);
CREATE INDEX ON registry.correction_finding (correction_id);
COMMENT ON TABLE registry.correction_finding IS 'What a proposed correction brings, with the reason why it is right; only appended to';
COMMENT ON COLUMN registry.correction_finding.id IS 'Running number; source: the desk';
COMMENT ON COLUMN registry.correction_finding.correction_id IS 'The correction; source: registry.correction';
COMMENT ON COLUMN registry.correction_finding.rule_id IS 'The rule that found it; source: expectations/*.yaml';
COMMENT ON COLUMN registry.correction_finding.severity IS 'warning or info: a correction that brings a fault is not taken; source: the pipeline';
COMMENT ON COLUMN registry.correction_finding.column_name IS 'Column of the finding, or empty; source: the pipeline';
COMMENT ON COLUMN registry.correction_finding.row_key IS 'Natural key of its row, or empty; source: the pipeline';
COMMENT ON COLUMN registry.correction_finding.value IS 'The value found; source: the pipeline';
COMMENT ON COLUMN registry.correction_finding.expected IS 'What it was compared with; source: the pipeline';
COMMENT ON COLUMN registry.correction_finding.message IS 'The sentence for people; source: the pipeline';
COMMENT ON COLUMN registry.correction_finding.reason IS 'Why the proposer says that it is right; source: a steward';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.correction_finding
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
