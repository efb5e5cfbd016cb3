SELECT live_from FROM mart.operation
