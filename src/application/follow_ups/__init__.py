"""Following up on people who have gone silent, and keeping providers' campaigns from doing so after they answered."""
