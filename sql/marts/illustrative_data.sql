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
COMMENT ON VIEW mart.illustrative_data IS 'Các biểu đang có hiệu lực mà trang bìa có ghi chú về số liệu';
COMMENT ON COLUMN mart.illustrative_data.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.illustrative_data.data_note IS 'Nội dung ghi chú; nguồn: registry.return';
COMMENT ON COLUMN mart.illustrative_data.return_count IS 'Số biểu có ghi chú này; đơn vị: biểu; nguồn: registry.return';
COMMENT ON COLUMN mart.illustrative_data.agency_count IS 'Số cơ quan đã gửi các biểu đó; đơn vị: cơ quan; nguồn: registry.return';
COMMENT ON COLUMN mart.illustrative_data.form_ids IS 'Mã các biểu có ghi chú đó; nguồn: registry.return';
COMMENT ON COLUMN mart.illustrative_data.of_return_count IS 'Tổng số biểu đang có hiệu lực của kỳ; đơn vị: biểu; nguồn: registry.return';
