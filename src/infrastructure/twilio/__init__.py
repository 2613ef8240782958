"""What every Twilio product has in common: signatures, forms, error codes and the way a text leaves.

Two channels speak to Twilio (`twilio_sms`, `twilio_voice`) and may not import each other; what both need is here.
"""
