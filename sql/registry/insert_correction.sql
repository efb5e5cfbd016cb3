INSERT INTO registry.correction
    (return_id, sheet_no, excel_row, column_name, original_value, corrected_value, reason, actor)
VALUES (:return_id, :sheet_no, :excel_row, :column_name, :original_value, :corrected_value, :reason, :actor)
RETURNING id
