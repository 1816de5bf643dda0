import{g as r,k as a}from"/assets/chunk-KORP2CCQ.js";function i(){return r(a,{title:"LibraryPage"})}export{i as LibraryPage};
