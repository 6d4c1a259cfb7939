grammar KvLab;
program : EOF ;
