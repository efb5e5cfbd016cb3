-- What a waiver covers is said once, for findings and for obligations.
CREATE FUNCTION registry.waiver_covers(
    named_agency text, named_form text, named_period text, named_row text,
    agency_id text, form_id text, period_key text, row_key text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (named_agency IS NULL OR named_agency = agency_id)
    AND (named_form IS NULL OR named_form = form_id)
    AND (named_period IS NULL OR named_period = period_key)
    AND (named_row IS NULL OR named_row = row_key);
COMMENT ON FUNCTION registry.waiver_covers(text, text, text, text, text, text, text, text) IS 'Whether a waiver with these limits (empty: none) covers an agency, form, period and row';
