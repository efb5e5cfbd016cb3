-- What a form's rows of a period bring to its indicators: those of each area of the period's day
-- (scope area), of all who sent (total), and of each return in force (return; one without rows
-- brings 0). A function, because one query over all forms takes longer to plan than to run: a form's
-- statement is planned when it is first asked for, once a session, for whatever period. Whoever may
-- read a view that calls it needs no rights on what it reads.
DROP FUNCTION IF EXISTS landing.indicator_sum_of(text, text);
CREATE FUNCTION landing.indicator_sum_of(asked_form text, asked_period text)
RETURNS TABLE (scope text, area_code text, area_name text, agency_id text, return_id bigint,
    state text, apart text, row_count bigint, is_main boolean, indicator_id text, numerator numeric,
    denominator numeric, is_suppressed boolean, is_sensitive boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    CASE asked_form
{branches}
    ELSE NULL;
    END CASE;
END
$$;
COMMENT ON FUNCTION landing.indicator_sum_of(text, text) IS 'Phần của các dòng một biểu trong các chỉ tiêu của một kỳ: theo địa bàn, cộng các nơi đã gửi, theo từng biểu được tính';

CREATE VIEW landing.indicator_sum AS
SELECT f.period_key, f.form_id, s.*
FROM (SELECT DISTINCT period_key, form_id FROM mart.return_in_force) f
CROSS JOIN LATERAL landing.indicator_sum_of(f.form_id, f.period_key) s;
COMMENT ON VIEW landing.indicator_sum IS 'Phần của các biểu đang được tính trong các chỉ tiêu của từng kỳ';
COMMENT ON COLUMN landing.indicator_sum.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_sum.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_sum.scope IS 'Phạm vi: area (một địa bàn), total (cộng các nơi đã gửi) hoặc return (một biểu được tính); nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_sum.area_code IS 'Mã địa bàn, để trống nếu không phải một địa bàn; nguồn: ref.counted_area';
COMMENT ON COLUMN landing.indicator_sum.area_name IS 'Tên địa bàn, để trống nếu không phải một địa bàn; nguồn: ref.counted_area';
COMMENT ON COLUMN landing.indicator_sum.agency_id IS 'Mã cơ quan gửi, để trống nếu không phải một biểu; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_sum.return_id IS 'Mã lượt gửi biểu, để trống nếu không phải một biểu; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_sum.state IS 'Tình trạng: reported, nil hoặc not_sent, để trống nếu là một biểu; nguồn: registry.return';
COMMENT ON COLUMN landing.indicator_sum.apart IS 'Phần số liệu không được cộng chung; để trống nếu không có; nguồn: landing';
COMMENT ON COLUMN landing.indicator_sum.row_count IS 'Số dòng của phần đó; đơn vị: dòng; nguồn: landing';
COMMENT ON COLUMN landing.indicator_sum.is_main IS 'Phần có nhiều dòng nhất trong phạm vi đó, để trống nếu là một biểu; nguồn: landing';
COMMENT ON COLUMN landing.indicator_sum.indicator_id IS 'Mã chỉ tiêu; nguồn: ref.indicator';
COMMENT ON COLUMN landing.indicator_sum.numerator IS 'Giá trị, hoặc tử số của tỷ lệ, theo đơn vị của chỉ tiêu; nguồn: landing';
COMMENT ON COLUMN landing.indicator_sum.denominator IS 'Mẫu số của tỷ lệ, để trống nếu không phải tỷ lệ; nguồn: landing';
COMMENT ON COLUMN landing.indicator_sum.is_suppressed IS 'Có phải số nhỏ được giữ kín hay không; nguồn: landing';
COMMENT ON COLUMN landing.indicator_sum.is_sensitive IS 'Chỉ tiêu có được tính từ cột mà số nhỏ được giữ kín hay không; nguồn: expectations/*.odcs.yaml';
